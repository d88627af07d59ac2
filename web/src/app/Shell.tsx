/** Navigation on the left, the page beside it, and the keys that work everywhere. */
import { useEffect, useState } from "react";
import { NavLink, Outlet, useNavigate } from "react-router";
import { issue } from "@/lib/commands";
import { shortcutOf, type Shortcut } from "@/lib/keys";
import { useEmail, useServices } from "@/lib/services";
import { applyTheme, currentTheme, type Theme } from "@/lib/theme";
import { Button, Segmented } from "@/ui/basic";
import { AlertToasts } from "./AlertToasts";
import { HelpDialog } from "./HelpDialog";

const PAGES = [
  { to: "/ledgers", text: "Ledgers" },
  { to: "/floor", text: "Floor" },
  { to: "/charts", text: "Charts" },
  { to: "/opportunities", text: "Opportunities" },
  { to: "/strategies", text: "Strategies" },
  { to: "/backtests", text: "Backtests" },
  { to: "/searches", text: "Searches" },
  { to: "/promotions", text: "Promotions" },
  { to: "/collectors", text: "Collectors" },
];

export function Shell() {
  const [help, setHelp] = useState(false);
  useShortcuts(() => {
    setHelp(true);
  });
  return (
    <div className="app">
      <a className="skip" href="#main">Skip to the page</a>
      <Sidebar onHelp={() => { setHelp(true); }} />
      <div style={{ minWidth: 0 }}>
        <Outlet />
      </div>
      <AlertToasts />
      {help && <HelpDialog onClose={() => { setHelp(false); }} />}
    </div>
  );
}

function Sidebar({ onHelp }: { onHelp: () => void }) {
  const { session, config } = useServices();
  const email = useEmail();
  return (
    <div className="sidebar">
      <NavLink className="brand" to="/floor" aria-label="Oh My Coins, to the Floor">
        <span className="coin" aria-hidden="true" />
        Oh My Coins
      </NavLink>
      <nav aria-label="Pages">
        <ul>
          {PAGES.map((page) => (
            <li key={page.to}>
              <NavLink to={page.to}>{page.text}</NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="foot">
        <span className="who desk-only" title={email ?? ""}>{email}</span>
        <span className="desk-only">Stage {config.stage}</span>
        <div className="desk-only"><ThemeChoice /></div>
        <div className="row">
          <Button look="quiet" className="desk-only" onClick={onHelp}>Keys <kbd>?</kbd></Button>
          <Button look="quiet" onClick={() => void session.signOut()}>Sign out</Button>
        </div>
      </div>
    </div>
  );
}

const THEMES: readonly { value: Theme; text: string }[] = [
  { value: "system", text: "Auto" },
  { value: "dark", text: "Dark" },
  { value: "light", text: "Light" },
];

function ThemeChoice() {
  const [theme, setTheme] = useState(currentTheme);
  return (
    <Segmented
      label="Theme"
      options={THEMES}
      value={theme}
      onChange={(chosen) => {
        applyTheme(chosen);
        setTheme(chosen);
      }}
    />
  );
}

function useShortcuts(onHelp: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    const run: Record<Shortcut, () => void> = {
      help: onHelp,
      tables: showTables,
      stop: () => { void navigate("/floor"); issue("focus-stop"); },
      pause: () => { void navigate("/floor"); issue("pause-all"); },
      resume: () => { void navigate("/floor"); issue("resume-all"); },
    };
    const pressed = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest("input, textarea, select") !== null;
      const shortcut = shortcutOf(event, typing);
      if (!shortcut || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      run[shortcut]();
    };
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
    };
  });
}

function showTables(): void {
  const buttons = Array.from(document.querySelectorAll<HTMLButtonElement>("button[data-view-table]"));
  const wanted = buttons.some((button) => button.getAttribute("aria-pressed") === "false") ? "false" : "true";
  buttons.filter((button) => button.getAttribute("aria-pressed") === wanted).forEach((button) => {
    button.click();
  });
}
