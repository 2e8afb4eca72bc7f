/** The last resort: what is shown where the page itself has failed. */

import type { ReactNode } from "react";
import { Component } from "react";

export class Shell extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <p role="alert">The page has failed. What you sent is safe: load it again.</p>;
  }
}
