from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0010_fill_whole_order")]

    operations = [
        migrations.RemoveIndex(
            model_name='estimate',
            name='estimates_nearest_first',
        ),
        migrations.RemoveIndex(
            model_name='estimate',
            name='estimates_of_one_sector',
        ),
        migrations.RemoveIndex(
            model_name='estimate',
            name='estimates_of_one_prefecture',
        ),
        migrations.RemoveIndex(
            model_name='estimate',
            name='estimates_of_one_obstacle',
        ),
        migrations.AddIndex(
            model_name='estimate',
            index=models.Index(fields=['rank_missing', '-rank_payoff', '-rank_chance', '-rank_firm', 'rank_until', '-need'], name='estimates_in_full_order'),
        ),
        migrations.AddIndex(
            model_name='estimate',
            index=models.Index(fields=['sector', 'rank_missing', '-rank_payoff', '-rank_chance', '-rank_firm', 'rank_until', '-need'], name='estimates_in_a_sector'),
        ),
        migrations.AddIndex(
            model_name='estimate',
            index=models.Index(fields=['prefecture', 'rank_missing', '-rank_payoff', '-rank_chance', '-rank_firm', 'rank_until', '-need'], name='estimates_in_a_prefecture'),
        ),
        migrations.AddIndex(
            model_name='estimate',
            index=models.Index(fields=['obstacle', 'rank_missing', '-rank_payoff', '-rank_chance', '-rank_firm', 'rank_until', '-need'], name='estimates_in_a_obstacle'),
        ),
    ]
