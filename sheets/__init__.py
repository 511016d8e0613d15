"""Uploaded spreadsheets: read safely in a child process, their headers matched, their cells understood."""
