import { z } from 'zod';
import { MappingDecision } from '../../contracts/api/commands.ts';

const Words = z.object({
  /** "Acme Corp to Acme": what is being saved. */
  saving: z.string(),
  /** What to say once it is saved: "Mapped Acme to Acme Corp." */
  saved: z.string(),
});

const StoredRequest = z.object({
  commandId: z.string(),
  memberId: z.string(),
  madeAt: z.number(),
  decisions: z.array(MappingDecision),
  /** What takes it back; empty: nothing does. */
  undo: z.array(MappingDecision),
  words: Words,
});
/** Decisions with the id they got before they were sent. */
export type DecisionRequest = z.output<typeof StoredRequest>;

const prefix = (integrationId: string): string => `seatwise.mapping.${integrationId}.`;

/** What this browser still waits for, the oldest first. */
export function storedRequests(integrationId: string): readonly DecisionRequest[] {
  const found: DecisionRequest[] = [];
  try {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith(prefix(integrationId)))) {
      const request = StoredRequest.safeParse(JSON.parse(localStorage.getItem(name) ?? 'null'));
      if (request.success) found.push(request.data);
      else localStorage.removeItem(name);
    }
  } catch {
    // Without storage a reload forgets what is on its way; the server does not.
  }
  return found.sort((a, b) => a.madeAt - b.madeAt);
}

export function keepRequest(integrationId: string, request: DecisionRequest): void {
  try {
    localStorage.setItem(`${prefix(integrationId)}${request.commandId}`, JSON.stringify(request));
  } catch {
    // See storedRequests.
  }
}

export function forgetRequest(integrationId: string, commandId: string): void {
  try {
    localStorage.removeItem(`${prefix(integrationId)}${commandId}`);
  } catch {
    // See storedRequests.
  }
}
