/**
 * Numbers and times as text. Money arrives as decimal strings and stays one: rounding is done on the
 * digits, half away from zero, never through a float. A missing value is an en dash.
 */

export const NOTHING = "–";
const MINUS = "−";

export type Amount = string | null | undefined;

export interface DecimalStyle {
  places?: number;
  /** Print + as well; zero carries no sign. */
  sign?: boolean;
  /** Leave out trailing zeros after the point. */
  trim?: boolean;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

interface Digits {
  negative: boolean;
  whole: string;
  fraction: string;
}

function digits(text: string): Digits | null {
  const found = DECIMAL.exec(text.trim());
  if (!found || (!found[2] && !found[3])) return null;
  let whole = found[2] ?? "";
  let fraction = found[3] ?? "";
  const exponent = Number(found[4] ?? 0);
  if (exponent > 0) {
    whole += fraction.slice(0, exponent).padEnd(exponent, "0");
    fraction = fraction.slice(exponent);
  } else if (exponent < 0) {
    const padded = whole.padStart(-exponent, "0");
    fraction = padded.slice(padded.length + exponent) + fraction;
    whole = padded.slice(0, padded.length + exponent);
  }
  return { negative: found[1] === "-", whole: whole.replace(/^0+(?=\d)/, "") || "0", fraction };
}

function rounded(value: Digits, places: number): Digits {
  if (value.fraction.length <= places) return { ...value, fraction: value.fraction.padEnd(places, "0") };
  let scaled = BigInt(value.whole + value.fraction.slice(0, places));
  if (value.fraction.charAt(places) >= "5") scaled += 1n;
  const text = scaled.toString().padStart(places + 1, "0");
  return {
    negative: value.negative,
    whole: text.slice(0, text.length - places),
    fraction: places ? text.slice(-places) : "",
  };
}

export function decimal(amount: Amount, style: DecimalStyle = {}): string {
  const parsed = amount === null || amount === undefined ? null : digits(amount);
  if (!parsed) return NOTHING;
  const value = rounded(parsed, style.places ?? parsed.fraction.length);
  const fraction = style.trim ? value.fraction.replace(/0+$/, "") : value.fraction;
  const zero = /^0*$/.test(value.whole + value.fraction);
  const sign = zero ? "" : value.negative ? MINUS : style.sign ? "+" : "";
  return sign + value.whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
}

/** Money with two digits; `signed` prints the plus. The currency stands beside it, not in it. */
export const money = (amount: Amount, signed = false): string => decimal(amount, { places: 2, sign: signed });

/** A price keeps its digits, at least two and at most eight. */
export function price(amount: Amount): string {
  const kept = amount ? (digits(amount)?.fraction.replace(/0+$/, "").length ?? 0) : 0;
  return decimal(amount, { places: Math.min(8, Math.max(2, kept)) });
}

export const quantity = (amount: Amount): string => decimal(amount, { places: 8, trim: true });

/** -1, 0, 1 or null: for colour and arrow, without reading the number as a float. */
export function signOf(amount: Amount): -1 | 0 | 1 | null {
  const value = amount === null || amount === undefined ? null : digits(amount);
  if (!value) return null;
  if (/^0*$/.test(value.whole + value.fraction)) return 0;
  return value.negative ? -1 : 1;
}

/** A fraction (0.0128) as "1.28 %", never broken before the sign. Display only. */
export function percent(fraction: number | string | null | undefined, places = 2, signed = false): string {
  if (fraction === null || fraction === undefined || fraction === "") return NOTHING;
  const value = Number(fraction) * 100;
  if (!Number.isFinite(value)) return NOTHING;
  return `${decimal(value.toFixed(places), { places, sign: signed })}\u00a0%`;
}

/** Any plain number for a table or axis. */
export function plain(value: number | string | null | undefined, places = 2): string {
  if (value === null || value === undefined || value === "" || !Number.isFinite(Number(value))) return NOTHING;
  return decimal(Number(value).toFixed(places), { places });
}

/** 108100 as "108.1 K": axes and small marks only. */
export function compact(value: number): string {
  const size = Math.abs(value);
  const [divisor, unit] = size >= 1e9 ? [1e9, " B"] : size >= 1e6 ? [1e6, " M"] : size >= 1e5 ? [1e3, " K"] : [1, ""];
  return decimal((value / divisor).toFixed(unit ? 1 : size >= 100 ? 0 : 2)) + unit;
}

/** The number behind a decimal string for drawing only; NaN when there is none. */
export const forDrawing = (amount: Amount): number => (amount === null || amount === undefined ? NaN : Number(amount));

/** "0.4 s", "12 s", "3 min", "2 h", "5 d". */
export function age(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${String(Math.floor(seconds))} s`;
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min`;
  if (seconds < 86_400) return `${String(Math.floor(seconds / 3600))} h`;
  return `${String(Math.floor(seconds / 86_400))} d`;
}

/** A length of time that is only estimated: "about 3 s". */
export const lasting = (seconds: number): string => (seconds < 1 ? "under 1 s" : `about ${age(Math.round(seconds) * 1000).replace(".0", "")}`);

/** A price of the house in dollars: what rounds to nothing is said to be under a cent. */
export function dollars(amount: Amount): string {
  const small = amount !== null && amount !== undefined && Number(amount) > 0 && Number(amount) < 0.01;
  return small ? "under 0.01 USD" : `${money(amount)} USD`;
}

const parts = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-GB", { hour12: false, ...options });
const CLOCK = parts({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const STAMP = parts({ day: "2-digit", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
const DAY = parts({ day: "2-digit", month: "short", year: "numeric" });
const SHORT = parts({ day: "2-digit", month: "short", year: "2-digit", hour: "2-digit", minute: "2-digit" });
const DAY_TIME = parts({ day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit" });

function shown(format: Intl.DateTimeFormat, when: string | number | null | undefined): string {
  const date = when === null || when === undefined ? null : new Date(when);
  return date && !Number.isNaN(date.getTime()) ? format.format(date) : NOTHING;
}

export const clock = (when: string | number | null | undefined): string => shown(CLOCK, when);
export const stamp = (when: string | number | null | undefined): string => shown(STAMP, when);
/** Day and minute without the zone, for dense tables; CSV has the full time. */
export const shortStamp = (when: string | number | null | undefined): string => shown(SHORT, when);
export const day = (when: string | number | null | undefined): string => shown(DAY, when);
export const dayTime = (when: string | number | null | undefined): string => shown(DAY_TIME, when);

/** A sentence of the server with its names made readable; figures and their signs stay as they are. */
export function sentence(said: string): string {
  const text = said.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A code such as "stale_signal" as "Stale signal". For codes only: a minus is taken for a hyphen. */
export function words(code: string | null | undefined): string {
  if (!code) return NOTHING;
  const text = code.replace(/[_-]+/g, " ").trim().toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
