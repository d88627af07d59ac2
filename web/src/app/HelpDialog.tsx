import { SHORTCUT_HELP } from "@/lib/keys";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="facts">
        {SHORTCUT_HELP.map((line) => (
          <div key={line.keys} style={{ display: "contents" }}>
            <dt><kbd>{line.keys}</kbd></dt>
            <dd>{line.what}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small">
        Ctrl+Shift (Cmd+Shift on a Mac) with the same letters works where the browser leaves them to the page.
        Charts are drawn by <a href="https://www.tradingview.com/" rel="noreferrer">TradingView Lightweight Charts</a>.
      </p>
      <div className="actions">
        <Button look="primary" onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
