"""A run's report as PDF: vector drawings, the fonts every reader has, equal bytes for equal input."""

from omc.adapters.reports.pdf.report import report_pdf

__all__ = ["report_pdf"]
