"""What accountants get: the journal, the credit notes, red-letter invoice data, the tax. Read only."""
