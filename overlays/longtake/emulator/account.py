"""What an account at a vendor can still pay for."""

from dataclasses import dataclass


@dataclass(slots=True)
class Account:
    """A balance in the vendor's credits; tests set `balance` to what they need."""

    balance: float
    used: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what could not be told in an answer."""
        if not 0 <= self.balance < float("inf"):
            raise ValueError(f"balance must be a number from 0, not {self.balance}")

    def charge(self, price: float) -> bool:
        """Take `price` if the credits are there; False, and nothing taken, if they are not."""
        if price > self.balance:
            return False
        self.balance -= price
        self.used += price
        return True
