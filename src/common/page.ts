import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** Where a page stands in the whole list. */
export class PageInfo {
  @ApiProperty({ type: 'integer' })
  page: number;

  @ApiProperty({ type: 'integer' })
  limit: number;

  @ApiProperty({ type: 'integer' })
  totalItems: number;

  @ApiProperty({ type: 'integer' })
  totalPages: number;
}

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  meta: PageInfo;
}

/** The class of a page of these items, for OpenAPI: `class UsersPage extends PageOf(User) {}`. */
export function PageOf<Item>(item: Type<Item>): Type<Page<Item>> {
  class PageOfItem implements Page<Item> {
    @ApiProperty({ type: [item] })
    items: Item[];

    @ApiProperty()
    meta: PageInfo;
  }
  return PageOfItem;
}
