"""The operations of the family `account`."""
