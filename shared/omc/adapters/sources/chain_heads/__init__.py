"""Block height and gas price from public RPC hosts."""
