import { allowedBy } from './scenario.ts';
import { scenarioSchema } from './scenario-schema.ts';

interface Field {
  description?: string;
  default?: unknown;
  properties?: Record<string, Field>;
}

/** The scenario's fields as a Markdown table; the README holds it. */
export function scenarioReference(): string {
  const rows = fields('', scenarioSchema as unknown as Field).map(({ path, field }) => [
    `\`${path}\``,
    field.description ?? '',
    // "L^UE|..." would end a cell.
    allowedBy(field as Record<string, unknown>).replaceAll('|', '\\|'),
    `\`${JSON.stringify(field.default)}\``,
  ]);
  const table = [['field', 'meaning', 'allowed', 'default'], ['---', '---', '---', '---'], ...rows];
  return table.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function fields(prefix: string, { properties = {} }: Field): { path: string; field: Field }[] {
  return Object.entries(properties).flatMap(([name, field]) =>
    field.properties === undefined ? [{ path: prefix + name, field }] : fields(`${prefix}${name}.`, field),
  );
}
