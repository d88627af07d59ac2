import { expect, test } from "vitest";
import { pieces, spanOf } from "@/features/strategies/api/expression";

const text = (source: string, wrong: ReturnType<typeof spanOf> = null) => pieces(source, wrong).map((piece) => piece.text).join("");

test("words, functions and parameters are told apart", () => {
  const kinds = pieces("fast_ma crosses_above sma(close, $slow)", null).filter((piece) => piece.text.trim() !== "").map((piece) => [piece.text, piece.kind]);
  expect(kinds).toEqual([
    ["fast_ma", "plain"], ["crosses_above", "word"], ["sma", "function"], ["(", "plain"], ["close", "plain"], [", ", "plain"], ["$slow", "param"], [")", "plain"],
  ]);
});

test("no character is lost, whatever is marked", () => {
  const source = "rsi(close, 14) < 30 and not (close > open)";
  for (let start = 0; start < source.length; start++) expect(text(source, { start, end: start + 3 })).toBe(source);
});

test("the mark stands on the token the error names", () => {
  const source = "close > fst_ma";
  const wrong = spanOf(source, { line: 1, column: 9, token: "fst_ma" });
  expect(pieces(source, wrong).filter((piece) => piece.wrong).map((piece) => piece.text)).toEqual(["fst_ma"]);
});

test("an error after the last character gets a place of its own", () => {
  expect(pieces("close >", spanOf("close >", { line: 1, column: 8, token: null })).at(-1)).toMatchObject({ text: " ", wrong: true });
});

test("an error without a place marks nothing", () => {
  expect(spanOf("close", { line: null, column: null, token: null })).toBeNull();
});
