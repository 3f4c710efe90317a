/** The last resort: a fault in the page is said, and the work in the outbox stays where it is. */
import { Component, type ReactNode } from "react";

interface State {
  fault: string | null;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { fault: null };

  static getDerivedStateFromError(error: unknown): State {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <main className="empty" role="alert">
        <h1>This page has stumbled</h1>
        <div className="empty-text">
          <p>Your work is kept in this browser and goes on being saved after a reload.</p>
          <p>
            <code>{this.state.fault}</code>
          </p>
        </div>
        <button type="button" className="btn primary" onClick={() => location.reload()}>
          Reload
        </button>
      </main>
    );
  }
}
