"""Many operations at one table: meeting mode, files of answers, sheets of paper."""
