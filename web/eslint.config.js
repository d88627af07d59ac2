/** Lint: strict TypeScript, hooks, accessibility, and the borders between the folders of src. */
import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const FEATURES = ["auth", "compare", "floor", "markets", "searches", "strategies"];

/** Files under `from` may not import what matches `patterns`. */
function border(from, patterns, message) {
  const group = patterns.flatMap((name) => [`@/${name}`, `@/${name}/*`, `@/${name}/**`]);
  return {
    files: [`src/${from}/**/*.{ts,tsx}`],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group, message }] }] },
  };
}

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/lib/api/schema.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  a11y.flatConfigs.strict,
  hooks.configs.flat["recommended-latest"] ?? hooks.configs["recommended-latest"],
  {
    rules: {
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ImportDeclaration[source.value=/^\\.\\.\\u002F\\.\\./]", message: "Import from @/ instead." },
      ],
    },
  },
  {
    // On narrow screens a table is laid out as a list: only explicit roles keep it a table, and its rows
    // or cells take the arrow keys (REQ-UX-002).
    files: ["src/ui/DataTable.tsx", "src/ui/HeatGrid.tsx", "src/features/strategies/components/MonthlyReturns.tsx"],
    rules: {
      "jsx-a11y/no-redundant-roles": "off",
      "jsx-a11y/no-noninteractive-element-interactions": "off",
      "jsx-a11y/no-interactive-element-to-noninteractive-role": "off",
      "jsx-a11y/no-noninteractive-element-to-interactive-role": "off",
    },
  },
  ...FEATURES.map((name) =>
    border(
      `features/${name}`,
      ["app", ...FEATURES.filter((other) => other !== name).map((other) => `features/${other}`)],
      "A feature knows ui and lib only, never another feature or the app.",
    ),
  ),
  border("ui", ["app", "features"], "ui knows lib only."),
  border("lib", ["app", "features", "ui"], "lib knows nothing above it."),
);
