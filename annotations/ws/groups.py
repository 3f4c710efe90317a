"""The names of channel-layer groups: one member per web process, not one per socket."""

EVENTS_GROUP = "portal.events"
PRESENCE_GROUP = "portal.presence"
