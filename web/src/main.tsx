/** Start: read the stage's config, then draw; without it there is nothing to draw but why. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@/styles/tokens.css";
import "@/styles/base.css";
import "@/styles/shell.css";
import "@/ui/ui.css";
import "@/ui/figures.css";
import { App } from "@/app/App";
import { Fatal } from "@/app/Fatal";
import { loadConfig } from "@/lib/config";
import { showTheme } from "@/lib/theme";

showTheme();
const place = document.getElementById("root");
if (!place) throw new Error("index.html lacks #root");
const root = createRoot(place);

loadConfig().then(
  (config) => {
    root.render(
      <StrictMode>
        <App config={config} />
      </StrictMode>,
    );
  },
  (error: unknown) => {
    root.render(<Fatal error={error} />);
  },
);
