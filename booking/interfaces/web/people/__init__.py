"""Signing in, and what people look after about themselves."""
