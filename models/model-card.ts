/** The model card (card.json): purpose, data, figures, limits and forbidden uses of a model. All figures come from its training run. */
import * as z from 'zod';

const ranking = z.looseObject({
  auc: z.number(),
  ap: z.number(),
  precisionAt1: z.number(),
  precisionAt2: z.number(),
  precisionAt5: z.number(),
  precisionAt10: z.number(),
});

const modelCard = z.looseObject({
  schema: z.literal('guanlian.model-card/1'),
  id: z.string(),
  version: z.string(),
  title: z.string(),
  purpose: z.string(),
  kind: z.string(),
  data: z.looseObject({
    name: z.string(),
    source: z.string(),
    licence: z.string(),
    personalData: z.string(),
    split: z.string(),
  }),
  metrics: z.looseObject({ valid: ranking }),
  limits: z.array(z.string()).min(1),
  forbiddenUses: z.array(z.string()).min(1),
});

export type ModelCard = z.infer<typeof modelCard>;

/** Reads card.json. Throws when it is no card of this schema. */
export function parseModelCard(text: string): ModelCard {
  return modelCard.parse(JSON.parse(text));
}
