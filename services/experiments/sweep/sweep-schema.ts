import { Type, type Static } from 'typebox';

const text = (description: string, value?: string) =>
  Type.String({ description, ...(value !== undefined && { default: value }) });
const overrides = (description: string) => Type.Array(Type.String(), { description, default: [] });
const loops = (description: string, minimum: number, value: number) =>
  Type.Integer({ description, minimum, maximum: 100_000, default: value });

/** A scheme of one's own. */
export const schemeSchema = Type.Object(
  {
    name: text('what --schemes and claims call it'),
    label: Type.Optional(text('in figures')),
    set: Type.Array(Type.String(), { description: 'path=value, overrides the scenario' }),
    rzf: Type.Optional(
      Type.Unsafe<'c-rzf' | 'd-rzf' | 'p-rzf'>({
        type: 'string',
        enum: ['c-rzf', 'd-rzf', 'p-rzf'],
        description: 'whose lambda is tuned on each network',
      }),
    ),
    constants: Type.Optional(
      Type.Unsafe<'loading' | 'interference'>({
        type: 'string',
        enum: ['loading', 'interference'],
        description: 'the constant of the closed form that is chosen on the tuning seeds, at every value',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A value that sets more than one field. */
export const pointSchema = Type.Object(
  {
    x: Type.Unsafe<number | string>({ type: ['number', 'string'], description: 'what the axis says' }),
    set: Type.Array(Type.String(), { description: 'path=value, overrides the scenario' }),
  },
  { additionalProperties: false },
);

/** Seeds as a list, or as text: `1-5`, `1-3,8`. */
export type Seeds = readonly number[] | string;

/** An experiment in a file: every field, its bounds and its default. */
export const sweepSchema = Type.Object(
  {
    name: Type.String({
      description: 'names the folder of its results',
      pattern: '^[a-z0-9][a-z0-9-]{0,47}$',
    }),
    title: text('above its figures', ''),
    scenario: text('a file, or the name of one in deploy/scenarios', 'paper'),
    set: overrides('path=value, overrides the scenario'),
    vary: Type.Optional(
      Type.Object(
        {
          label: text('of the horizontal axis, with its unit'),
          field: Type.Optional(text('what takes the values; without it each value says what it sets')),
          values: Type.Array(
            Type.Unsafe<number | string | SweepPoint>({ type: ['number', 'string', 'object'] }),
            { minItems: 1 },
          ),
        },
        { additionalProperties: false },
      ),
    ),
    schemes: Type.Array(Type.Unsafe<string | OwnScheme>({ type: ['string', 'object'] }), {
      description: 'names of built-in schemes, and ones of your own',
      minItems: 1,
    }),
    seeds: Type.Unsafe<Seeds>({
      anyOf: [
        { type: 'array', items: { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 }, minItems: 1 },
        { type: 'string', pattern: '^\\d{1,9}(-\\d{1,9})?(,\\d{1,9}(-\\d{1,9})?)*$' },
      ],
      description: 'topologies that count',
      default: '1-5',
    }),
    tuning_seeds: Type.Unsafe<Seeds>({
      anyOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'string' }],
      description: 'topologies on which constants are chosen',
      default: '6001-6003',
    }),
    near_rt_loops: loops('of each run', 1, 30),
    warm_up_loops: loops('of them, those at the beginning that do not count', 0, 10),
    metrics: Type.Array(
      Type.Unsafe<Metric>({ type: 'string', enum: ['sum-rate', 'user-cdf', 'worst-user'] }),
      { minItems: 1, default: ['sum-rate'] },
    ),
  },
  { additionalProperties: false },
);

export type OwnScheme = Static<typeof schemeSchema>;
export type SweepPoint = Static<typeof pointSchema>;
export type Metric = 'sum-rate' | 'user-cdf' | 'worst-user';

/** A validated experiment file with every default filled in. */
export type SweepFile = Static<typeof sweepSchema>;
