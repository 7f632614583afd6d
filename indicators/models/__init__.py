from indicators.models.values import Indicator, Value

__all__ = ["Indicator", "Value"]
