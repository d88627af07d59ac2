"""What people look at: sums and series made of records, without a store and without a clock."""
