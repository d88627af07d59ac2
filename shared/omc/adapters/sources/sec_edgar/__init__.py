"""SEC EDGAR: filings of companies that hold or trade coins."""
