"""The PDF files of articles: adding one to the working copy, and looking at one before the public can."""
