import { Component, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { FailureCard } from '../../components/failure-card.tsx';

/** A screen that broke shows a card in its place; the top bar stays. Another page clears it. */
export class ScreenBoundary extends Component<
  { readonly children: ReactNode },
  { readonly broken: string | null }
> {
  override state: { readonly broken: string | null } = { broken: null };

  static getDerivedStateFromError(error: unknown) {
    return { broken: error instanceof Error ? `${error.name}: ${error.message.slice(0, 300)}` : 'unknown' };
  }

  override render(): ReactNode {
    if (this.state.broken === null) return this.props.children;
    return (
      <div className="mx-auto max-w-2xl p-6">
        <h1 className="mb-4 text-page font-semibold">This page could not be shown</h1>
        <FailureCard failure={{ code: 'InternalError', detail: this.state.broken }}>
          <Button onClick={() => globalThis.location.reload()}>Reload the page</Button>
        </FailureCard>
      </div>
    );
  }
}
