"""The protocol that captcha vendors share: a secret and a visitor's token in, a verdict out."""
