"""The lab itself: complete and scriptable without a screen; knows nothing of Textual or Rich."""
