/** The whole screen when nothing else can be shown: what happened, what to do, how to stop trading. */
import { Component, type ReactNode } from "react";
import { Button } from "@/ui/basic";

export function Fatal({ error }: { error: unknown }) {
  return (
    <main className="page" role="alert" style={{ maxWidth: 640, margin: "12vh auto" }}>
      <h1>The console cannot be shown</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p className="muted">
        Trading and its protection run on the server and go on. Reload the page; if that does not help, tell
        whoever runs this stage. To stop trading meanwhile, use the venue&apos;s own site.
      </p>
      <div>
        <Button look="primary" onClick={() => { location.reload(); }}>Reload</Button>
      </div>
    </main>
  );
}

export class FatalBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error ? <Fatal error={this.state.error} /> : this.props.children;
  }
}
