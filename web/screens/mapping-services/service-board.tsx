/** The board of the set-up and of the screen after it. */
export function ServiceBoard({ integrationId }: { readonly integrationId: string }) {
  return <p className="text-ink-2">{integrationId}</p>;
}
