import type { FindOptionsOrder, FindOptionsWhere, Repository } from 'typeorm';
import type { Page } from './page';
import type { PageQuery } from './page.query.dto';

/** Spelt out for compilers that tell a property that is undefined from one that is not there. */
type Filters<Item> = { [Field in keyof FindOptionsWhere<Item>]: FindOptionsWhere<Item>[Field] | undefined };

/**
 * Reads one page. Rows that are equal in the sorted field follow each other by id, so no row is on two
 * pages; empty fields come last in both directions. A filter that is undefined does not filter.
 */
export async function paginate<Item extends { id: string }>(
  repository: Repository<Item>,
  { page, limit, sort }: PageQuery,
  filters: Filters<Item>,
): Promise<Page<Item>> {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const [items, totalItems] = await repository.findAndCount({
    // TypeORM refuses an undefined value in a condition, lest a bug widens it to all rows.
    where: Object.fromEntries(
      Object.entries(filters).filter(([, value]) => value !== undefined),
    ) as FindOptionsWhere<Item>,
    order: { [sort.replace(/^-/, '')]: { direction, nulls: 'LAST' }, id: 'ASC' } as FindOptionsOrder<Item>,
    skip: (page - 1) * limit,
    take: limit,
  });
  return { items, meta: { page, limit, totalItems, totalPages: Math.ceil(totalItems / limit) } };
}
