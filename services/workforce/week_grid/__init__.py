"""Week assignments as a grid of people and weeks: a workbook that is edited and sent back."""
