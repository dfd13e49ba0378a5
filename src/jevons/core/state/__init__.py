"""What a screen shows, as pure reducers over events."""
