"""DeFiLlama: value locked in protocols and chains, fees, revenue, stablecoins."""
