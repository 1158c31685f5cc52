"""The preview: a page in the browser that follows a school's folder."""
