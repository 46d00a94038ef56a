type Camel<S extends string> = S extends `${infer A}_${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
type CamelFields<T> = { [K in keyof T & string as Camel<K>]: T[K] };

/** Fields named as in YAML (`actor_layers`), named as in code (`actorLayers`). */
export function camelCase<T extends object>(fields: T): CamelFields<T> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value as unknown,
    ]),
  ) as CamelFields<T>;
}
