"""Words every room uses: ids, pages, relations."""
