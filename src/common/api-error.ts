import { ApiProperty } from '@nestjs/swagger';

/** The body of every answer that is not a success. */
export class ApiError {
  @ApiProperty({ type: 'integer', description: 'The HTTP status.' })
  statusCode: number;

  @ApiProperty({
    description: 'What is wrong, as a list where several things are.',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  })
  message: string | string[];

  @ApiProperty({ required: false, description: 'The HTTP status in words.' })
  error?: string;
}
