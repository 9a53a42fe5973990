"""Training an encoder on recommendations that people accepted or declined: reviewed, versioned, never live."""
