import { useMemo, useState } from 'react';
import { z } from 'zod';
import { formDraft } from '../../api/form-drafts.ts';
import type { Review } from '../../api/integration-commands.ts';
import { useSession } from '../../api/session.ts';

const ReviewChoices = z.object({
  time: z.object({ hour: z.int(), minute: z.int() }),
  keepNames: z.boolean(),
});
type ReviewChoices = z.output<typeof ReviewChoices>;

/** The two choices that Finish takes along. A reload, or a look at an earlier step, does not undo them. */
export function useReviewChoices(integrationId: string, { schedule, keepNames }: Review) {
  const { member } = useSession();
  const draft = useMemo(
    () => formDraft(member.id, `review.${integrationId}`, ReviewChoices),
    [member.id, integrationId],
  );
  const [choices, setChoices] = useState<ReviewChoices>(
    () => draft.read() ?? { time: { hour: schedule.hour, minute: schedule.minute }, keepNames },
  );
  const choose = (part: Partial<ReviewChoices>): void => {
    const next = { ...choices, ...part };
    setChoices(next);
    draft.keep(next);
  };
  return { ...choices, choose, forget: draft.forget };
}
