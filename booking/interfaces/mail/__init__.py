"""The door for mail: it comes in by LMTP, SMTP or IMAP, is stored, and is handled by a job."""
