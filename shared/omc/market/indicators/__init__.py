"""Indicators over closed bars: causal, pure, TA-Lib's conventions where TA-Lib has them.

catalog: what there is, with arguments, outputs and warm-up; light, for who only checks a spec.
compute, reading: values, and what they say (signal, strength, reason); they need numpy and TA-Lib.
kernels: the windows and recursions they are made of. confluence: many readings as one score.
"""
