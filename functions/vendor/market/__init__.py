"""The pure core of Chợ Xứ Lạng: values and rules. Standard library only; no clock, no environment, no network."""
