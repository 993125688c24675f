"""One lead: who, message, facts, score, timeline, replies, outcomes."""
