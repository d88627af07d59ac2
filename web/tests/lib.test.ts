import { expect, test } from "vitest";
import { toCsv } from "@/lib/csv";
import { shortcutOf } from "@/lib/keys";
import { parseConfig } from "@/lib/config";
import { thinned } from "@/ui/charts/thin";

test("CSV follows RFC 4180 and runs no formula", () => {
  expect(toCsv(["a", "b"], [["1,5", 'say "x"'], ["=SUM(A1)", "-2.5"], [null, "+CMD"]])).toBe(
    'a,b\r\n"1,5","say ""x"""\r\n\'=SUM(A1),-2.5\r\n,\'+CMD\r\n',
  );
});

const key = (code: string, held: Partial<KeyboardEvent>, name = "") => ({ code, key: name, altKey: false, shiftKey: false, ctrlKey: false, metaKey: false, ...held });

test("Alt+Shift and Ctrl+Shift reach the same commands, a plain letter none", () => {
  expect(shortcutOf(key("KeyK", { altKey: true, shiftKey: true }), true)).toBe("stop");
  expect(shortcutOf(key("KeyP", { ctrlKey: true, shiftKey: true }), false)).toBe("pause");
  expect(shortcutOf(key("KeyK", {}), false)).toBeNull();
});

test("a question mark is help, except while typing", () => {
  expect([shortcutOf(key("Slash", { shiftKey: true }, "?"), false), shortcutOf(key("Slash", { shiftKey: true }, "?"), true)]).toEqual(["help", null]);
});

test("a config without an API says what it lacks", () => {
  expect(() => parseConfig({ socketUrl: "ws://x" })).toThrow(/apiUrl, userPoolClientId/);
});

test("thinning keeps both ends and the peak", () => {
  const points = Array.from({ length: 5000 }, (_, time) => ({ time, value: time === 2500 ? 99 : Math.sin(time / 50) }));
  const kept = thinned(points, 300);
  expect(kept).toHaveLength(300);
  expect([kept[0]?.time, kept.at(-1)?.time, kept.some((point) => point.value === 99)]).toEqual([0, 4999, true]);
});
