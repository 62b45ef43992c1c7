import { z } from 'zod';
import { text } from '../answer-fields.ts';
import type { PsaResult } from '../port.ts';
import { contracts } from './records.ts';
import type { ReadLimits } from '../waiting.ts';
import type { Reads } from './reads.ts';

const fieldsAnswer = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      picklistValues: z.array(z.object({ value: z.string(), label: text })).nullish(),
    }),
  ),
});

/** Labels of what contracts hold as numbers or letters; a value without a label is shown as it is. */
export interface ContractLabels {
  readonly status: (value: string | null) => string | null;
  readonly periodType: (value: string) => string;
}

/** Values of picklists differ by tenant: they are asked for once (autotask.md 6). */
export class PickLists {
  readonly #reads: Reads;
  #ofContracts: ContractLabels | null = null;

  constructor(reads: Reads) {
    this.#reads = reads;
  }

  async ofContracts(limits: ReadLimits): Promise<PsaResult<ContractLabels>> {
    if (this.#ofContracts !== null) return { ok: true, value: this.#ofContracts };
    const path = `${contracts.name}/entityInformation/fields`;
    const answer = await this.#reads.read(
      { path, right: `${contracts.name} (query)`, shape: fieldsAnswer },
      limits,
    );
    if (!answer.ok) return answer;
    const labelsOf = (field: string): ReadonlyMap<string, string | null> => {
      const found = answer.value.fields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
      return new Map((found?.picklistValues ?? []).map(({ value, label }) => [value, label]));
    };
    const [status, periodType] = [labelsOf('status'), labelsOf('contractPeriodType')];
    this.#ofContracts = {
      status: (value) => (value === null ? null : (status.get(value) ?? value)),
      periodType: (value) => periodType.get(value) ?? value,
    };
    return { ok: true, value: this.#ofContracts };
  }
}
