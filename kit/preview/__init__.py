"""The preview: a page in the browser that shows a school's kit and follows every save."""
