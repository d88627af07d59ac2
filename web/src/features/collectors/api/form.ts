/** A form from a JSON schema: each setting is a field of text until it is sent. */
import type { FieldProblem } from "@/lib/api/errors";

interface Schema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  writeOnly?: boolean;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
}

/** lines: one entry a line; json: what no simpler field holds. */
export type Kind = "secret" | "text" | "whole" | "decimal" | "yes-no" | "choice" | "lines" | "json";

export interface SettingField {
  name: string;
  title: string;
  hint: string;
  kind: Kind;
  required: boolean;
  choices: readonly string[];
  /** The text of its default; empty for none. */
  usual: string;
}

export function fieldsOf(raw: unknown): SettingField[] {
  const schema = raw as Schema;
  return Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const kind = kindOf(one);
    return {
      name,
      kind,
      title: one.title ?? name,
      hint: [one.description, bounds(one), kind === "lines" ? "One a line." : "", kind === "json" ? "As JSON." : ""].filter(Boolean).join(" "),
      required: schema.required?.includes(name) ?? false,
      choices: (one.enum ?? []).map(String),
      usual: textOf(kind, one.default),
    };
  });
}

function kindOf(one: Schema): Kind {
  if (one.writeOnly) return "secret";
  if (one.enum) return "choice";
  if (one.type === "integer") return "whole";
  if (one.type === "boolean") return "yes-no";
  if (one.type === "string") return "text";
  if (one.type === "number" || one.anyOf?.some((part) => part.type === "number")) return "decimal";
  if (one.type === "array" && one.items?.type === "string") return "lines";
  return "json";
}

function bounds({ minimum, maximum }: Schema): string {
  if (minimum === undefined && maximum === undefined) return "";
  if (maximum === undefined) return `At least ${String(minimum)}.`;
  return minimum === undefined ? `At most ${String(maximum)}.` : `From ${String(minimum)} to ${String(maximum)}.`;
}

export type Texts = Record<string, string>;

function textOf(kind: Kind, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (kind === "lines" && Array.isArray(value)) return value.join("\n");
  return kind === "json" || typeof value === "object" ? JSON.stringify(value, null, 1) : String(value as string | number | boolean);
}

/** What the form shows of stored settings; a secret is never shown. */
export function textsOf(fields: readonly SettingField[], settings: Record<string, unknown>): Texts {
  return Object.fromEntries(fields.map((field) => [field.name, field.kind === "secret" ? "" : textOf(field.kind, settings[field.name]) || field.usual]));
}

export interface Read {
  settings: Record<string, unknown>;
  problems: Texts;
}

/** The settings to send: what is as usual, and secrets left blank, are left out. */
export function read(fields: readonly SettingField[], texts: Texts): Read {
  const found: Read = { settings: {}, problems: {} };
  for (const field of fields) {
    const text = texts[field.name] ?? "";
    if (text.trim() === "" || text === field.usual) continue;
    try {
      found.settings[field.name] = valueOf(field.kind, text.trim());
    } catch {
      found.problems[field.name] = field.kind === "json" ? "This is not JSON." : "This is not a number.";
    }
  }
  return found;
}

function valueOf(kind: Kind, text: string): unknown {
  switch (kind) {
    case "whole":
      if (!/^[+-]?\d+$/.test(text)) throw new Error("no number");
      return Number(text);
    case "decimal":
      // As text: a decimal that goes through a float is another number.
      if (!/^[+-]?\d+(\.\d+)?$/.test(text)) throw new Error("no number");
      return text;
    case "yes-no":
      return text === "true";
    case "lines":
      return text.split("\n").map((line) => line.trim()).filter(Boolean);
    case "json":
      return JSON.parse(text) as unknown;
    default:
      return text;
  }
}

/** The API's complaints by setting: `body.settings.posts` and what lies below it belong to `posts`. */
export function problemsOf(fields: readonly FieldProblem[]): Texts {
  const found: Texts = {};
  for (const { path, message } of fields) {
    const name = /^body\.settings\.([^.]+)/.exec(path)?.[1] ?? path.replace("body.", "");
    found[name] = found[name] ? `${found[name]}; ${message}` : message;
  }
  return found;
}
