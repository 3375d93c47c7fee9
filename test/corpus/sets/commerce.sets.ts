import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Exclusion,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  UpdateDateColumn,
  VersionColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

enum OrderState {
  Cart = 'cart',
  Paid = 'paid',
  Sent = 'sent',
}

class Price {
  @Column({ type: 'numeric', precision: 12, scale: 2 }) amount: string;
  @Column({ type: 'char', length: 3, default: 'EUR' }) currency: string;
}

@Entity('shop_customer', { comment: 'people who buy' })
class Customer {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ type: 'citext', unique: true }) email: string;
  @Column({ type: 'jsonb', default: { newsletter: false } }) settings: object;
  @CreateDateColumn({ type: 'timestamptz' }) since: Date;
}

@Entity('shop_category')
@Tree('closure-table')
class Category {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true }) slug: string;
  @TreeParent() parent: Relation<Category>;
  @TreeChildren() children: Relation<Category>[];
}

@Entity('shop_product')
@Check('"priceAmount" >= 0')
@Index(['attributes'], { type: 'gin' })
class Product {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) sku: string;
  @Column() title: string;
  @Column(() => Price) price: Price;
  @Column({ type: 'jsonb', default: {} }) attributes: object;
  @Index({ type: 'gin' })
  @Column({ type: 'tsvector', generatedType: 'STORED', asExpression: `to_tsvector('simple', "title")` })
  words: string;
  @ManyToMany(() => Category) @JoinTable({ name: 'shop_product_category' }) categories: Relation<Category>[];
  @VersionColumn() version: number;
}

@Entity('shop_order')
class ShopOrder {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @Column({ type: 'enum', enum: OrderState, enumName: 'shop_order_state', default: OrderState.Cart }) state: OrderState;
  @Index() @ManyToOne(() => Customer, { onDelete: 'RESTRICT', nullable: false }) customer: Relation<Customer>;
  @OneToMany(() => OrderLine, (line) => line.order) lines: Relation<OrderLine>[];
  @UpdateDateColumn({ type: 'timestamptz' }) changed: Date;
}

@Entity('shop_order_line')
@Check('line_quantity', '"quantity" > 0')
class OrderLine {
  @PrimaryColumn({ type: 'bigint' }) orderId: string;
  @PrimaryColumn('int') position: number;
  @ManyToOne(() => ShopOrder, (order) => order.lines, { onDelete: 'CASCADE' }) order: Relation<ShopOrder>;
  @ManyToOne(() => Product, { onDelete: 'RESTRICT' }) product: Relation<Product>;
  @Column('int') quantity: number;
  @Column(() => Price, { prefix: 'at' }) price: Price;
}

@Entity('shop_order_event')
class OrderEvent {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @ManyToOne(() => ShopOrder, { onDelete: 'CASCADE' }) order: Relation<ShopOrder>;
  @Column({ type: 'enum', enum: OrderState, enumName: 'shop_order_state' }) became: OrderState;
  @Index({ type: 'brin' }) @Column({ type: 'timestamptz', default: () => 'now()' }) at: Date;
}

@Entity('shop_discount')
@Exclusion('one_discount', 'USING gist ("productId" WITH =, "during" WITH &&)')
class Discount {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' }) product: Relation<Product>;
  @Column('daterange') during: string;
  @Column({ type: 'numeric', precision: 3, scale: 2, default: 0.1 }) share: string;
}

@ViewEntity({
  name: 'shop_revenue',
  materialized: true,
  expression: `SELECT l."productId" AS "product", sum(l."quantity" * l."atAmount") AS "sum" FROM "shop_order_line" l GROUP BY 1`,
})
@Index(['product'], { unique: true })
class Revenue {
  @ViewColumn() product: number;
  @ViewColumn() sum: string;
}

@ViewEntity({
  name: 'shop_best',
  dependsOn: [Revenue],
  expression: `SELECT p."sku", r."sum" FROM "shop_revenue" r JOIN "shop_product" p ON p."id" = r."product" WHERE r."sum" > 1000`,
})
class Best {
  @ViewColumn() sku: string;
}

@Entity({ schema: 'bank' })
class Branch {
  @PrimaryColumn({ length: 8 }) code: string;
  @Column(() => Price, { prefix: 'limit' }) limit: Price;
}

@Entity({ schema: 'bank' })
class Holder {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() name: string;
  @Column({ type: 'bytea', select: false, nullable: true }) signature: Buffer | null;
  @ManyToOne(() => Branch) branch: Relation<Branch>;
}

@Entity({ schema: 'bank' })
@Unique('account_iban', ['iban'])
class Account {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: string;
  @Column({ length: 34 }) iban: string;
  @Column({ type: 'enum', enum: ['giro', 'savings'], default: 'giro' }) kind: string;
  @ManyToMany(() => Holder) @JoinTable({ name: 'account_holder' }) holders: Relation<Holder>[];
}

@Entity({ schema: 'bank' })
@Check('"fromId" <> "toId"')
class Transfer {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @ManyToOne(() => Account, { nullable: false, deferrable: 'INITIALLY DEFERRED' }) from: Relation<Account>;
  @ManyToOne(() => Account, { nullable: false, deferrable: 'INITIALLY DEFERRED' }) to: Relation<Account>;
  @Column('money') amount: string;
  @Column({ type: 'timestamptz', precision: 6, default: () => 'clock_timestamp()' }) at: Date;
}

@Entity({ schema: 'bank' })
class Card {
  @PrimaryColumn({ type: 'char', length: 16 }) number: string;
  @OneToOne(() => Account, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'account_id' }) account: Relation<Account>;
  @Column({ type: 'char', length: 4, generatedType: 'STORED', asExpression: `substr("number"::text, 13)` })
  lastDigits: string;
}

@ViewEntity({
  schema: 'audit',
  name: 'balance',
  expression: `SELECT a."id", coalesce(sum(CASE WHEN t."toId" = a."id" THEN t."amount" ELSE t."amount" * -1 END), 0::money) AS "balance" FROM "bank"."account" a LEFT JOIN "bank"."transfer" t ON a."id" IN (t."fromId", t."toId") GROUP BY a."id"`,
})
class Balance {
  @ViewColumn() id: string;
}

export const commerceSets: EntitySet[] = [
  {
    name: 'shop',
    kinds: [
      'domain',
      'enum shared across tables',
      'closure table',
      'exclusion',
      'chain of views',
      'embedded',
      'table comment',
      'citext',
      'brin index',
    ],
    entities: [Customer, Category, Product, ShopOrder, OrderLine, OrderEvent, Discount, Revenue, Best],
    reference: { entities: [Customer, Category, Product, ShopOrder, OrderLine, OrderEvent, Discount, Revenue, Best] },
  },
  {
    name: 'bank',
    kinds: [
      'domain',
      'several schemas',
      'view across schemas',
      'identity',
      'deferrable foreign key',
      'one-to-one',
      'stored generated column',
    ],
    entities: [Balance, Branch, Holder, Account, Transfer, Card],
    schemas: ['bank', 'audit'],
  },
];
