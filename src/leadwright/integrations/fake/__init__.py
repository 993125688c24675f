"""Stand-ins for every port and for a mail server, scripted to be slow, broken or unwilling.

For tests and the demo. They stand on no list of integrations: nobody connects them by hand.
"""
