import { describe, expect, test } from "vitest";
import { age, compact, decimal, money, NOTHING, percent, price, quantity, sentence, signOf, words } from "@/lib/format";

describe("money stays a decimal string", () => {
  test("a long amount keeps every digit that a float would lose", () => {
    expect(decimal("9007199254740993.123456789")).toBe("9,007,199,254,740,993.123456789");
  });
  test("half is rounded away from zero", () => {
    expect(money("1.005")).toBe("1.01");
    expect(money("-1.005")).toBe("−1.01");
    expect(money("999.999")).toBe("1,000.00");
  });
  test("a gain prints its plus, zero prints no sign", () => {
    expect(money("1284.2", true)).toBe("+1,284.20");
    expect(money("-96.1", true)).toBe("−96.10");
    expect(money("-0.001", true)).toBe("0.00");
  });
  test("exponents are read", () => {
    expect(decimal("1E+3")).toBe("1,000");
    expect(decimal("1.5e-3")).toBe("0.0015");
  });
  test("what is not a number is a dash, never a zero", () => {
    expect([money(null), money(undefined), money(""), money("NaN")]).toEqual([NOTHING, NOTHING, NOTHING, NOTHING]);
  });
  test("the sign is read from the digits", () => {
    expect([signOf("-0.00"), signOf("0.01"), signOf("-3"), signOf(null)]).toEqual([0, 1, -1, null]);
  });
});

test("a price keeps its digits, at least two", () => {
  expect([price("98214.1"), price("0.00001234"), price("60")]).toEqual(["98,214.10", "0.00001234", "60.00"]);
});

test("a quantity loses trailing zeros only", () => {
  expect([quantity("0.08420000"), quantity("20")]).toEqual(["0.0842", "20"]);
});

test("a fraction is shown as percent, with its sign where asked", () => {
  expect([percent("0.0128", 2, true), percent(-0.05, 0), percent(null)]).toEqual(["+1.28\u00a0%", "−5\u00a0%", NOTHING]);
});

test("ages grow from tenths of a second to days", () => {
  expect([age(420), age(12_000), age(190_000), age(7_200_000), age(200_000_000)]).toEqual(["0.4 s", "12 s", "3 min", "2 h", "2 d"]);
});

test("axis marks are short", () => {
  expect([compact(108_100), compact(2_500_000), compact(98.5), compact(1250)]).toEqual(["108.1 K", "2.5 M", "98.50", "1,250"]);
});

test("codes read as words", () => {
  expect([words("stale_signal"), words("NOT_EVALUATED")]).toEqual(["Stale signal", "Not evaluated"]);
});

test("a sentence keeps the sign of its figures", () => {
  expect(sentence("total_return -0.0095 is not at least 0.02")).toBe("Total return -0.0095 is not at least 0.02");
});
