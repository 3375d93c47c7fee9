import { type EntityModel, entityFile } from '../model/entity.model';
import { dtoFile, pageFile } from './dto.template';
import { ImportList } from './import.list';
import { listQueryFile } from './list-query.template';
import { serviceFile } from './service.template';

export const controllerFile = ({ directory, names }: EntityModel): string =>
  `${directory}/${names.directory}.controller.ts`;

/** What the app has for no controller, so that this one brings it itself. */
interface Brought {
  /** The filter that answers for database errors. */
  readonly filter: boolean;
  /** The pipe that validates, and gives a query its defaults. */
  readonly pipe: boolean;
}

export function controllerSource(model: EntityModel, { filter, pipe }: Brought): string {
  const { app, names } = model;
  const { entity, feature, property, directory } = names;
  const imports = new ImportList(app, controllerFile(model));
  imports.value('@nestjs/common', 'Body', 'Controller', 'Delete', 'Get', 'HttpCode', 'Param');
  imports.value('@nestjs/common', 'Patch', 'Post', 'Query');
  imports.value('@nestjs/swagger', 'ApiTags');
  imports.value(`${app.sourceRoot}/common/uuid`, 'ParseUUIDPipe');
  imports.value(dtoFile(model, 'create'), `Create${entity}Dto`);
  imports.value(dtoFile(model, 'update'), `Update${entity}Dto`);
  imports.value(listQueryFile(model), `List${feature}Query`);
  imports.value(pageFile(model), `${feature}Page`);
  imports.value(entityFile(model), entity);
  imports.value(serviceFile(model), `${feature}Service`);
  if (pipe) imports.value('@nestjs/common', 'UsePipes', 'ValidationPipe');
  if (filter) {
    imports.value('@nestjs/common', 'UseFilters');
    imports.value(`${app.sourceRoot}/common/database-error.filter`, 'DatabaseErrorFilter');
  }
  return `${imports}

@ApiTags('${directory}')
@Controller('${directory}')
${pipe ? '@UsePipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }))\n' : ''}${filter ? '@UseFilters(DatabaseErrorFilter)\n' : ''}export class ${feature}Controller {
  constructor(private readonly ${property}: ${feature}Service) {}

  /** One page of the ${names.many} that match. */
  @Get()
  findAll(@Query() query: List${feature}Query): Promise<${feature}Page> {
    return this.${property}.findAll(query);
  }

  @Get(':id')
  findOne(@Param('id', ParseUUIDPipe) id: string): Promise<${entity}> {
    return this.${property}.findOne(id);
  }

  @Post()
  create(@Body() dto: Create${entity}Dto): Promise<${entity}> {
    return this.${property}.create(dto);
  }

  @Patch(':id')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() dto: Update${entity}Dto): Promise<${entity}> {
    return this.${property}.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.${property}.remove(id);
  }
}
`;
}
