"""What an account at a vendor can still pay for."""

from dataclasses import dataclass


@dataclass(slots=True)
class Account:
    """A balance in the vendor's credits; tests set `balance` to what they need."""

    balance: float
    used: float = 0.0

    def charge(self, price: float) -> bool:
        """Take `price` if the credits are there; False, and nothing taken, if they are not."""
        if price > self.balance:
            return False
        self.balance -= price
        self.used += price
        return True
