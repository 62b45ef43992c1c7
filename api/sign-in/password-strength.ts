import { asWritten, type Message, message, sentences } from '../../messages/message.ts';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** 3 of 4: more than 10⁸ guesses by somebody who knows people's habits. */
const leastScore = 3;
/** Guessing goes by patterns, whose search grows with the length. What is longer is strong by its beginning. */
const longestLookedAt = 32;

let estimator: Promise<ZxcvbnFactory> | undefined;

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Estimator }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new Estimator({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    maxLength: longestLookedAt,
  });
}

/**
 * Why a password is guessed easily, as a message; null: it is not. Knows lists of common passwords, names and words,
 * keyboards, sequences, repetitions and dates (NIST SP 800-63B, 5.1.1.2: no rules of composition).
 * @param about what others know of the person: email, name, the name of the MSP. Its words count for nothing.
 */
export async function weaknessOf(password: string, about: readonly string[]): Promise<Message | null> {
  // The lists are loaded and unpacked at the first use, which few processes have.
  const estimate = await (estimator ??= loadEstimator());
  const known = ['seatwise', ...about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))];
  const own = known.filter((word) => word.length > 3 && password.toLowerCase().includes(word));
  const rest = own.reduce((left, word) => left.replaceAll(new RegExp(word, 'giu'), ''), password);
  const { score, feedback } = estimate.check(rest, known);
  if (score >= leastScore) return null;
  if (own.length > 0) return message('requests.password-of-own-names');
  const { warning, suggestions } = feedback;
  const advice = suggestions[0];
  return sentences([
    warning === null ? message('requests.password-guessable') : asWritten(warning),
    advice === undefined ? message('requests.password-more-words') : asWritten(advice),
  ]);
}
